//! The accounts that the demo is shown with.

use crate::domain::roles::Role;

/// The password of every seeded account.
pub const PASSWORD: &str = "carebridge-demo-passphrase";

/// The domain of every seeded address; reserved by RFC 2606 §2, so that no mail reaches anybody.
pub(super) const DOMAIN: &str = "carebridge.example";

/// An account whose address is printed for whoever tries the house out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoAccount {
    /// The address they sign in with.
    pub email: &'static str,
    /// What the account is for.
    pub role: Role,
    /// Given name.
    pub first_name: &'static str,
    /// Family name.
    pub last_name: &'static str,
}

/// Runs the hub.
pub const ADMIN: DemoAccount = account("admin@carebridge.example", Role::Admin, "Robin", "Hale");
/// Works at the front desk of the first clinic.
pub const DESK: DemoAccount = account("desk@carebridge.example", Role::Staff, "Jamie", "Ellis");
/// The doctors: the first confirms each visit by hand, the second has it done.
pub const DOCTORS: [DemoAccount; 2] = [
    account("dr.adams@carebridge.example", Role::Doctor, "Grace", "Adams"),
    account("dr.baker@carebridge.example", Role::Doctor, "Oliver", "Baker"),
];
/// The patients: both have a visit or two ahead.
pub const PATIENTS: [DemoAccount; 2] = [
    account("pat@carebridge.example", Role::Patient, "Pat", "Morgan"),
    account("sam@carebridge.example", Role::Patient, "Sam", "Rivera"),
];

/// All of them, in the order they are shown in.
pub const ALL: [DemoAccount; 6] = [ADMIN, DESK, DOCTORS[0], DOCTORS[1], PATIENTS[0], PATIENTS[1]];

const fn account(
    email: &'static str,
    role: Role,
    first_name: &'static str,
    last_name: &'static str,
) -> DemoAccount {
    DemoAccount { email, role, first_name, last_name }
}
