//! How it is kept secret: bytes in, bytes out. Knows nothing of tables or people.

pub mod indexes;
pub mod keyring;
pub mod passwords;
pub mod random;
pub mod sealing;
pub mod secret;
pub mod signatures;
pub mod tokens;
