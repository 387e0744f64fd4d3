//! The security list, line by line: each test bears the number of its line.

mod s01_password_hashes;
mod s02_passwords;
mod s03_sameness;
mod s04_throttling;
mod s05_second_factor;
mod s06_access_tokens;
mod s07_refresh_tokens;
mod s08_cookies;
mod s09_forgery;
mod s10_one_time_tokens;
mod s11_matrix;
mod s11_two_clinics;
mod s14_reads_on_record;
mod s15_audit_chain;
mod s19_revocation;
mod timing;
