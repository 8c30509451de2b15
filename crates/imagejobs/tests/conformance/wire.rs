//! What crosses a socket between the facade and the embedded server.
//!
//! Each fact is made to cross: the facade sends it and the server must have received it, or the
//! server answers it and the facade must give it. Calls that the facade would never make are made by
//! hand, so that the server is held to the document, too. Neither side is the measure of the other.

mod answers;
mod parameters;
mod world;

use imagejobs_codegen::claim::{Aspect, Claims, Name, Subject};
use imagejobs_codegen::mutant::Traffic;
use imagejobs_codegen::page::Location;

use self::world::World;
use crate::Marks;

pub(crate) async fn marks(claims: &Claims, change: Option<Traffic>) -> Marks {
    let world = World::new(claims, change).await;
    let mut marks = Marks::new();
    for name in claims.iter().map(|(name, _)| name) {
        if let Some(mark) = mark(&world, name).await {
            marks.insert(name.clone(), mark);
        }
    }
    marks
}

/// `None` for what never crosses.
async fn mark(world: &World<'_>, name: &Name) -> Option<Result<(), String>> {
    let claim = world.claims.get(name)?;
    let aspect = &name.aspect;
    Some(match &name.subject {
        Subject::Operation => parameters::operation(world, aspect, claim).await,
        Subject::Parameter(Location::Query, parameter) => {
            parameters::query(world, parameter, aspect, claim).await
        }
        Subject::Parameter(Location::Path, parameter) => {
            parameters::path(world, parameter, aspect, claim).await
        }
        Subject::Parameter(Location::Header, parameter) => {
            parameters::header(world, parameter, aspect, claim).await
        }
        Subject::Security(_) => parameters::security(world, claim).await,
        Subject::Status(status) => answers::status(world, status, aspect, claim).await,
        Subject::ResponseField(status, field) => {
            answers::field(world, status, field, aspect, claim).await
        }
        Subject::Field(_, field) => answers::field_of_job(world, field, aspect, claim).await,
        Subject::Parameter(Location::Form, _) | Subject::RequestField(_) | Subject::Header(..) => {
            unknown(aspect)
        }
        _ => return None,
    })
}

/// For a fact that the API had none of when these tests were written.
fn unknown(aspect: &Aspect) -> Result<(), String> {
    Err(format!("nothing makes its {aspect} cross the wire"))
}

fn expect(holds: bool, wrong: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(wrong()) }
}
