package io.holdfast.ticketing.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/// The API document: how it is written down, and what it says.
final class OpenApi {

    static final Path COMMITTED = Path.of("../src-docs/api/openapi.json");

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final String REF = "#/components/schemas/";

    private final JsonNode document;

    private OpenApi(JsonNode document) {
        this.document = document;
    }

    static OpenApi committed() {
        try {
            return new OpenApi(JSON.readTree(COMMITTED.toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @param name `path`, `query` or `header`
    record Parameter(String name, String in, boolean required, JsonNode schema, String type) {}

    /// @param body null when it takes none
    /// @param roles one of which is needed; empty for none
    record Operation(
            String method,
            String path,
            List<Parameter> parameters,
            String mediaType,
            JsonNode body,
            List<String> roles) {

        String name() {
            return method + " " + path;
        }

        boolean takes(String header) {
            return parameters.stream()
                    .anyMatch(parameter ->
                            parameter.name().equals(header) && parameter.in().equals("header"));
        }

        @Override
        public String toString() {
            return name();
        }
    }

    List<Operation> operations() {
        var all = new ArrayList<Operation>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(method -> {
                    var operation = method.getValue();
                    var body = operation.path("requestBody").path("content").properties();
                    var media = body.isEmpty() ? null : body.iterator().next();
                    var parameters = stream(operation.path("parameters"))
                            .map(parameter -> new Parameter(
                                    parameter.path("name").asText(),
                                    parameter.path("in").asText(),
                                    parameter.path("required").asBoolean(),
                                    resolved(parameter.path("schema")),
                                    nameOf(parameter.path("schema"))))
                            .toList();
                    var roles = stream(operation.path("security"))
                            .flatMap(scheme -> stream(scheme.path("SecurityScheme")))
                            .map(JsonNode::asText)
                            .toList();
                    all.add(new Operation(
                            method.getKey().toUpperCase(java.util.Locale.ROOT),
                            path.getKey(),
                            parameters,
                            media == null ? null : media.getKey(),
                            media == null ? null : media.getValue().path("schema"),
                            roles));
                }));
        return all;
    }

    JsonNode resolved(JsonNode schema) {
        var ref = schema.path("$ref").asText("");
        return ref.isEmpty() ? schema : document.at("/components/schemas/" + nameOf(schema));
    }

    /// The name of the schema, empty for one without.
    static String nameOf(JsonNode schema) {
        var ref = schema.path("$ref").asText("");
        return ref.isEmpty() ? "" : ref.substring(REF.length());
    }

    private static java.util.stream.Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    /// As it is committed: everything in order, and of schemas with the same name the first to be met, going through
    /// the paths in order, has it without a number. So it does not depend on the order in which classes were read.
    static String canonical(byte[] served) {
        try {
            var document = (ObjectNode) JSON.readTree(served);
            var schemas = (ObjectNode) document.at("/components/schemas");
            var inOrder = sorted(document);
            var met = new LinkedHashMap<String, String>();
            meet(inOrder.path("paths"), schemas, met, new HashMap<>());
            var named = JsonNodeFactory.instance.objectNode();
            met.forEach((old, name) -> named.set(name, renamed(sorted(schemas.path(old)), met)));
            ((ObjectNode) inOrder.path("components")).set("schemas", sorted(named));
            ((ObjectNode) inOrder).set("paths", renamed(inOrder.path("paths"), met));
            return JSON.writeValueAsString(inOrder) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void meet(JsonNode node, ObjectNode schemas, Map<String, String> met, Map<String, Integer> counts) {
        var name = nameOf(node);
        if (!name.isEmpty() && !met.containsKey(name)) {
            var base = name.replaceFirst("[0-9]+$", "");
            var count = counts.merge(base, 1, Integer::sum);
            met.put(name, count == 1 ? base : base + count);
            meet(sorted(schemas.path(name)), schemas, met, counts);
        }
        node.forEach(child -> meet(child, schemas, met, counts));
    }

    private static JsonNode renamed(JsonNode node, Map<String, String> names) {
        if (node instanceof ObjectNode object) {
            var copy = JsonNodeFactory.instance.objectNode();
            object.properties().forEach(member -> copy.set(member.getKey(), renamed(member.getValue(), names)));
            var name = nameOf(object);
            return name.isEmpty() ? copy : copy.put("$ref", REF + names.get(name));
        }
        if (node instanceof ArrayNode array) {
            var copy = JsonNodeFactory.instance.arrayNode();
            array.forEach(item -> copy.add(renamed(item, names)));
            return copy;
        }
        return node;
    }

    private static JsonNode sorted(JsonNode node) {
        if (node instanceof ObjectNode object) {
            var members = new TreeMap<String, JsonNode>();
            object.properties().forEach(member -> members.put(member.getKey(), sorted(member.getValue())));
            var copy = JsonNodeFactory.instance.objectNode();
            members.forEach(copy::set);
            return copy;
        }
        if (node instanceof ArrayNode array) {
            var items = new ArrayList<JsonNode>();
            array.forEach(item -> items.add(sorted(item)));
            // Parameters and required members have no order of their own.
            items.sort(java.util.Comparator.comparing(OpenApi::key));
            var copy = JsonNodeFactory.instance.arrayNode();
            items.forEach(copy::add);
            return copy;
        }
        return node;
    }

    private static String key(JsonNode item) {
        return item.path("in").asText("") + " " + item.path("name").asText("") + " " + item;
    }

    static void write(String canonical) throws IOException {
        Files.writeString(COMMITTED, canonical);
    }
}
