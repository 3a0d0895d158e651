package io.holdfast.ticketing.http;

import io.holdfast.messaging.IdempotentRequests;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;

/// Says in the API document what reading the code alone does not tell: an id is a UUID and not an object around one,
/// an `Idempotency-Key` must be there, and whatever cannot be done is answered as a problem.
///
/// The document is made while building and served on the management port only; `src-docs/api/openapi.json` is its
/// committed copy.
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class ApiDocument implements OASFilter {

    private static final String PROBLEM = "Problem";

    @Override
    public void filterOpenAPI(OpenAPI document) {
        document.info(OASFactory.createInfo()
                .title("Holdfast ticketing-api")
                .version("1")
                .description("Shows, seats, orders, money and tickets."));
        Map<String, Schema> schemas = new HashMap<>(document.getComponents().getSchemas());
        schemas.replaceAll((name, schema) -> plain(name, schema));
        schemas.remove("JsonNodeType");
        schemas.put(PROBLEM, problem());
        document.getComponents().setSchemas(schemas);
        document.getPaths()
                .getPathItems()
                .forEach((path, item) -> item.getOperations().values().forEach(operation -> complete(path, operation)));
    }

    /// What goes over the wire, where that is not what the class looks like.
    private static Schema plain(String name, Schema schema) {
        var members = schema.getProperties();
        return switch (name) {
            case "Currency" ->
                OASFactory.createSchema()
                        .addType(SchemaType.STRING)
                        .pattern("[A-Z]{3}")
                        .description("ISO 4217");
            case "JsonNode" -> OASFactory.createSchema().description("any JSON");
            case "Money" -> schema.required(List.of("amount", "currency"));
            default -> {
                var value = members == null || members.size() != 1 ? null : members.get("value");
                if (value == null) {
                    yield schema;
                }
                var text = OASFactory.createSchema().addType(SchemaType.STRING);
                yield value.getRef() == null ? text : text.format("uuid");
            }
        };
    }

    private static void complete(String path, Operation operation) {
        var parameters = operation.getParameters() == null ? List.<Parameter>of() : operation.getParameters();
        for (var parameter : parameters) {
            if (parameter.getName().equals(IdempotentRequests.HEADER)) {
                parameter
                        .required(true)
                        .schema(OASFactory.createSchema()
                                .addType(SchemaType.STRING)
                                .minLength(8)
                                .maxLength(100)
                                .pattern("[\\x21-\\x7e]*"))
                        .description("Chosen by the client; the same for every repetition of this request.");
            }
        }
        if (path.startsWith("/api/")) {
            var responses = operation.getResponses();
            for (var refusal : List.of("400", "401", "403")) {
                responses.removeAPIResponse(refusal);
            }
            responses.addAPIResponse(
                    "default",
                    OASFactory.createAPIResponse()
                            .description("A problem (RFC 9457)")
                            .content(OASFactory.createContent()
                                    .addMediaType(
                                            "application/problem+json",
                                            OASFactory.createMediaType()
                                                    .schema(OASFactory.createSchema()
                                                            .ref("#/components/schemas/" + PROBLEM)))));
        }
        operation.setTags(new ArrayList<>(List.of(path.startsWith("/api/") ? path.split("/")[2] : "pages")));
    }

    private static Schema problem() {
        return OASFactory.createSchema()
                .addType(SchemaType.OBJECT)
                .description("What cannot be done, and why; further members are facts about this case.")
                .required(List.of("type", "title", "status", "detail"))
                .addProperty("type", text("urn:holdfast:problem:…, one of src-docs/api/problems.md"))
                .addProperty("title", text(null))
                .addProperty(
                        "status",
                        OASFactory.createSchema().addType(SchemaType.INTEGER).format("int32"))
                .addProperty("detail", text("one sentence for the person at the screen"));
    }

    private static Schema text(@org.jspecify.annotations.Nullable String description) {
        return OASFactory.createSchema().addType(SchemaType.STRING).description(description);
    }
}
