//! Values as a server sends them, and as it may.
//!
//! Nothing that a server sends is trusted, and nothing of it is lost: a field that is missing, null
//! or of the wrong type costs neither its job nor the page, and goes out again as it came. So a
//! response's field is a [`Lenient`] value, its list a [`List`], its enum [`Open`], its time a
//! [`Timestamp`] that keeps its text. Codegen lays these types over the document's schemas.

mod bounded;
mod lenient;
mod open;
mod reading;
mod text;
mod timestamp;

pub use bounded::Bounded;
#[cfg(feature = "schemars")]
pub use lenient::nothing_required;
pub use lenient::{Lenient, List};
pub use open::Open;
pub use reading::read;
pub use text::Text;
pub use timestamp::Timestamp;
