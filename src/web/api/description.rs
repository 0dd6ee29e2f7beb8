//! The description of the API, as far as it is the same everywhere: the head, ids in paths, and which
//! problems a call can answer with.

use utoipa::{
    OpenApi as _, PartialSchema,
    openapi::{
        Content, OpenApi, Ref, RefOr, Response,
        path::{Operation, Parameter, ParameterBuilder, ParameterIn},
        response::ResponseBuilder,
        schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type},
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use crate::web::error::ProblemDocument;

/// The schema of problem documents.
const PROBLEM: &str = "ProblemDocument";

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Lifelight",
        description = "A Red Cross office's registry of volunteers for stem cell, organ, cornea and body donation. \
            Personal data stands in bodies only, never in an address.",
    ),
    servers((url = "/api/v1")),
    security(("bearer" = [])),
)]
struct Head;

/// The description without any call.
pub(super) fn head() -> OpenApi {
    let mut head = Head::openapi();
    let components = head.components.get_or_insert_default();
    components.schemas.insert(PROBLEM.to_owned(), ProblemDocument::schema());
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(
        "An API token, made in the console. It never allows more than its account's role.",
    ));
    components
        .security_schemes
        .insert("bearer".to_owned(), SecurityScheme::Http(bearer.build()).into());
    head
}

/// Completes the calls of the feature `tag`: a name of their own, the ids in their paths, their problems.
pub(super) fn complete(tag: &str, feature: &mut OpenApi) {
    for (path, item) in &mut feature.paths.paths {
        let operations =
            [&mut item.get, &mut item.put, &mut item.post, &mut item.delete, &mut item.patch];
        for operation in operations.into_iter().flatten() {
            complete_call(tag, path, operation);
        }
    }
}

fn complete_call(tag: &str, path: &str, call: &mut Operation) {
    call.tags = Some(vec![tag.to_owned()]);
    call.operation_id = call.operation_id.take().map(|name| format!("{tag}_{name}"));
    let ids: Vec<&str> =
        path.split('{').skip(1).filter_map(|part| part.split('}').next()).collect();
    let has_body = call.request_body.is_some();
    let has_query = call.parameters.is_some();
    let parameters = call.parameters.get_or_insert_default();
    parameters.extend(ids.iter().map(|id| RefOr::T(id_parameter(id))));
    let changes = has_body || !ids.is_empty();
    let problems = [
        ("400", has_body, "The body cannot be read"),
        ("401", true, "No valid API token"),
        ("403", true, "The role or the token does not allow this"),
        ("404", changes, "Nothing with this id is within the caller's units"),
        ("409", changes, "Somebody else changed it meanwhile, or it failed its integrity check"),
        ("413", has_body, "The body is too large"),
        ("415", has_body, "The body has the wrong content type"),
        ("422", changes || has_query, "Some fields are wrong; nothing was saved"),
        ("500", true, "Something broke inside"),
    ];
    for (status, _, what) in problems.into_iter().filter(|(_, applies, _)| *applies) {
        let responses = &mut call.responses.responses;
        responses.entry(status.to_owned()).or_insert_with(|| RefOr::T(problem(what)));
    }
}

fn id_parameter(name: &str) -> Parameter {
    let uuid = ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)));
    ParameterBuilder::new().name(name).parameter_in(ParameterIn::Path).schema(Some(uuid)).build()
}

fn problem(what: &str) -> Response {
    let content = Content::new(Some(Ref::from_schema_name(PROBLEM)));
    ResponseBuilder::new().description(what).content("application/problem+json", content).build()
}
