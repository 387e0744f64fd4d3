//! Lets diesel bind and read the id types of the domain as `uuid`.

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, Queryable};
use diesel::expression::AsExpression;
use diesel::pg::Pg;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::{Nullable, Uuid as SqlUuid};
use uuid::Uuid;

use crate::domain::ids::{
    ApiKeyId, AppointmentId, AttachmentId, BreakGlassId, ClinicId, ClosureId, ConsentId, ConversationId,
    DeliveryId, EventId, MessageId, NotificationId, OneTimeTokenId, OverrideId, PushSubscriptionId, RuleId,
    SessionId, TimeOffId, UserId, WaitlistEntryId, WaitlistOfferId,
};

macro_rules! sql_id {
    ($($id:ident),+) => {$(
        impl FromSql<SqlUuid, Pg> for $id {
            fn from_sql(bytes: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
                <Uuid as FromSql<SqlUuid, Pg>>::from_sql(bytes).map(Self)
            }
        }

        impl Queryable<SqlUuid, Pg> for $id {
            type Row = Self;

            fn build(row: Self) -> deserialize::Result<Self> {
                Ok(row)
            }
        }

        impl ToSql<SqlUuid, Pg> for $id {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                <Uuid as ToSql<SqlUuid, Pg>>::to_sql(&self.0, out)
            }
        }

        impl ToSql<Nullable<SqlUuid>, Pg> for $id {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                <Uuid as ToSql<SqlUuid, Pg>>::to_sql(&self.0, out)
            }
        }

        sql_id!(@expression $id, SqlUuid, $id);
        sql_id!(@expression $id, SqlUuid, &$id);
        sql_id!(@expression $id, Nullable<SqlUuid>, $id);
        sql_id!(@expression $id, Nullable<SqlUuid>, &$id);
    )+};
    (@expression $id:ident, $sql:ty, $rust:ty) => {
        impl AsExpression<$sql> for $rust {
            type Expression = diesel::internal::derives::as_expression::Bound<$sql, Self>;

            fn as_expression(self) -> Self::Expression {
                diesel::internal::derives::as_expression::Bound::new(self)
            }
        }
    };
}

sql_id!(
    UserId,
    ClinicId,
    AppointmentId,
    EventId,
    DeliveryId,
    NotificationId,
    SessionId,
    RuleId,
    TimeOffId,
    OverrideId,
    OneTimeTokenId,
    ConsentId,
    ApiKeyId,
    ClosureId,
    BreakGlassId,
    WaitlistEntryId,
    WaitlistOfferId,
    ConversationId,
    MessageId,
    AttachmentId,
    PushSubscriptionId
);
