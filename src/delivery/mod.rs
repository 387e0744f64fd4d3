//! Ways out of the house: e-mail, SMS and their templates.
