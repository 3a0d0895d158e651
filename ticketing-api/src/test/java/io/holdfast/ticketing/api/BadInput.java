package io.holdfast.ticketing.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.holdfast.contracts.account.Browser;
import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.pass.AdmissionPass;
import io.holdfast.messaging.IdempotentRequests;
import io.holdfast.stack.test.Request;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.api.OpenApi.Operation;
import io.holdfast.ticketing.api.OpenApi.Parameter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/// Everything that may be wrong with a request, made from what the API document says of it.
final class BadInput {

    private static final ObjectMapper JSON = new ObjectMapper();

    /// Longer than any honest text.
    private static final int ENDLESS = 200_000;

    /// @param what is wrong with it
    /// @param expected the problems it may be refused with; empty for any that blames the client
    record Bad(String what, Request request, Set<String> expected) {}

    private final World world;
    private final OpenApi document;
    private final Operation operation;
    private final Request proper;
    private final List<Bad> all = new ArrayList<>();

    private BadInput(World world, OpenApi document, Operation operation) {
        this.world = world;
        this.document = document;
        this.operation = operation;
        this.proper = world.properly(operation);
    }

    static List<Bad> of(World world, OpenApi document, Operation operation) {
        var input = new BadInput(world, document, operation);
        if (operation.takes(AdmissionPass.HEADER)) {
            input.passes();
        }
        input.howItIsAsked();
        operation.parameters().forEach(input::parameter);
        if (operation.body() != null) {
            input.body();
        }
        return input.all;
    }

    private void add(String what, Request request, String... expected) {
        var key = request.headers().get(IdempotentRequests.HEADER);
        var unused = key != null && key.equals(proper.headers().get(IdempotentRequests.HEADER))
                ? request.header(IdempotentRequests.HEADER, BoxOffice.newKey())
                : request;
        all.add(new Bad(what, unused, Set.of(expected)));
    }

    private void passes() {
        var queued = world.queued(proper).header(IdempotentRequests.HEADER, "key-" + Instant.now());
        add("no pass", queued.without(AdmissionPass.HEADER), "PASS_REQUIRED");
        add("nonsense for a pass", queued.header(AdmissionPass.HEADER, "nonsense"), "PASS_INVALID");
        add("an endless pass", queued.header(AdmissionPass.HEADER, "a.b." + "c".repeat(6_000)));
        var pass = proper.headers().get(AdmissionPass.HEADER);
        var middle = pass.length() / 2;
        var forged = pass.substring(0, middle) + (pass.charAt(middle) == 'x' ? 'y' : 'x') + pass.substring(middle + 1);
        add("a forged pass", queued.header(AdmissionPass.HEADER, forged), "PASS_INVALID");
        var ulla = world.house().guest();
        add(
                "somebody else's pass",
                queued.header("Cookie", ulla.cookies()).header(AdmissionPass.HEADER, pass),
                "PASS_INVALID");
        var stranger = Subject.browser(Browser.newSecret()).value();
        ulla.withPass(world.queued(), stranger, Instant.now(), Duration.ofMinutes(5));
        add("a pass for nobody here", queued.header(AdmissionPass.HEADER, ulla.pass()), "PASS_INVALID");
        ulla.withPass(
                world.queued(),
                ulla.subject().value(),
                Instant.now().minus(Duration.ofHours(1)),
                Duration.ofMinutes(5));
        add(
                "a pass that has run out",
                queued.header("Cookie", ulla.cookies()).header(AdmissionPass.HEADER, ulla.pass()),
                "PASS_EXPIRED");
    }

    private void howItIsAsked() {
        add("a method that is not offered", proper.method("PATCH"), "METHOD_NOT_ALLOWED");
        if (!operation.method().equals("GET")) {
            add("from another site", proper.header("Origin", "https://elsewhere.example"), "CROSS_ORIGIN");
            add("from another site, the browser says", proper.header("Sec-Fetch-Site", "cross-site"), "CROSS_ORIGIN");
        }
    }

    private void parameter(Parameter parameter) {
        switch (parameter.in()) {
            case "path" -> {
                var name = parameter.name();
                add("a " + name + " there is not", proper.in(name, World.NOBODYS));
                add("a " + name + " that is none", proper.in(name, "7"));
                add("an endless " + name, proper.in(name, "a".repeat(3_000)));
                add("a " + name + " of odd characters", proper.in(name, "\u2603' or 1=1 --"));
                add("a " + name + " with a NUL", proper.in(name, World.NOBODYS.substring(1) + "\u0000"));
            }
            case "query" -> {
                var name = parameter.name();
                for (var value : List.of("\u0000", "-1", "99999999999999999999", "' or 1=1 --", "a".repeat(3_000))) {
                    add(
                            name + "=" + (value.length() > 30 ? "an endless text" : value.replace("\u0000", "NUL")),
                            proper.asking(name, value));
                }
            }
            default -> header(parameter);
        }
    }

    private void header(Parameter parameter) {
        var name = parameter.name();
        if (name.equals(IdempotentRequests.HEADER)) {
            add("no key", proper.without(name), "IDEMPOTENCY_KEY_MISSING");
            add("a blank key", proper.header(name, " "), "IDEMPOTENCY_KEY_MISSING");
            add("a short key", proper.header(name, "short"), "INVALID_REQUEST");
            add("a long key", proper.header(name, "k".repeat(101)), "INVALID_REQUEST");
            add("a key with a blank in it", proper.header(name, "a key in words"), "INVALID_REQUEST");
        } else if (!name.equals(AdmissionPass.HEADER)) {
            var unsigned = proper.signed(null);
            if (proper.sign() != null) {
                add("no " + name, unsigned, "WEBHOOK_SIGNATURE_INVALID");
            }
            add("nonsense for " + name, unsigned.header(name, "nonsense"));
            add("an endless " + name, unsigned.header(name, "t=1,v1=" + "a".repeat(6_000)));
        }
    }

    private void body() {
        add("no content", proper.body(operation.mediaType(), null));
        if (operation.mediaType().equals("application/json")) {
            add("text instead of JSON", proper.body("text/plain", "seats, please"), "UNSUPPORTED_MEDIA_TYPE");
        }
        var text = proper.body();
        bodyIs("half of it", text.substring(0, text.length() - 2));
        bodyIs("null", "null");
        bodyIs("a list", "[]");
        bodyIs("a text", "\"text\"");
        bodyIs("a number", "7");
        bodyIs("an empty object", "{}");
        bodyIs("a bottomless list", "[".repeat(5_000));
        bodyIs("a number without end", "{\"a\":" + "9".repeat(5_000) + "}");
        if (operation.mediaType().equals("application/json")) {
            members(operation.body(), List.of());
        }
    }

    private void bodyIs(String what, String body) {
        add("the body is " + what, proper.body(proper.mediaType(), body));
    }

    /// Goes through what the schema knows, and spoils one thing after the other.
    private void members(JsonNode schema, List<Object> path) {
        var plain = document.resolved(schema);
        var required = new ArrayList<String>();
        plain.path("required").forEach(name -> required.add(name.asText()));
        plain.path("properties").properties().forEach(member -> {
            var name = member.getKey();
            var here = path(path, name);
            if (required.contains(name)) {
                add(label(here) + " is missing", changed(here, null, true));
                add(label(here) + " is null", changed(here, JSON.nullNode(), false));
            }
            spoil(here, member.getValue());
        });
    }

    private void spoil(List<Object> here, JsonNode schema) {
        var plain = document.resolved(schema);
        var label = label(here);
        switch (plain.path("type").asText()) {
            case "object" -> {
                becomes(label + " is a text", here, JSON.getNodeFactory().textNode("text"));
                becomes(label + " is a list", here, JSON.createArrayNode());
                members(schema, here);
            }
            case "array" -> {
                becomes(label + " is a number", here, JSON.getNodeFactory().numberNode(7));
                becomes(
                        label + " has an item too odd",
                        here,
                        JSON.createArrayNode().addObject());
                becomes(label + " has null in it", here, JSON.createArrayNode().addNull());
                var item = world.sample(plain.path("items"));
                var most = plain.path("maxItems").asInt(2_000);
                var many = JSON.createArrayNode();
                Collections.nCopies(most + 1, item).forEach(many::add);
                if (!plain.path("uniqueItems").asBoolean()) {
                    becomes(label + " has too many", here, many);
                }
                if (plain.path("minItems").asInt() > 0) {
                    becomes(label + " is empty", here, JSON.createArrayNode());
                }
                if (at(read(proper.body()), here) instanceof ArrayNode list && !list.isEmpty()) {
                    spoil(path(here, 0), plain.path("items"));
                }
            }
            case "integer", "number" -> {
                becomes(label + " is a text", here, JSON.getNodeFactory().textNode("many"));
                becomes(label + " is an object", here, JSON.createObjectNode());
                becomes(
                        label + " is far too large",
                        here,
                        JSON.getNodeFactory().numberNode(new java.math.BigInteger("9".repeat(40))));
                becomes(
                        label + " is endless",
                        here,
                        JSON.getNodeFactory().numberNode(new java.math.BigDecimal("1e400")));
                if (plain.has("minimum")) {
                    becomes(
                            label + " is too small",
                            here,
                            JSON.getNodeFactory()
                                    .numberNode(plain.path("minimum").asLong() - 1));
                }
                if (plain.has("maximum")) {
                    becomes(
                            label + " is too large",
                            here,
                            JSON.getNodeFactory()
                                    .numberNode(plain.path("maximum").asLong() + 1));
                }
                if (plain.path("type").asText().equals("integer")) {
                    becomes(label + " is broken", here, JSON.getNodeFactory().numberNode(1.5));
                }
                if (label.endsWith("amount")) {
                    becomes(label + " is negative", here, JSON.getNodeFactory().numberNode(-1));
                }
            }
            case "boolean" ->
                becomes(label + " is perhaps", here, JSON.getNodeFactory().textNode("perhaps"));
            case "string" -> text(label, here, plain);
            default -> {}
        }
    }

    private void text(String label, List<Object> here, JsonNode plain) {
        becomes(label + " is an object", here, JSON.createObjectNode());
        becomes(label + " has a NUL", here, JSON.getNodeFactory().textNode("a\u0000b"));
        becomes(label + " has half a character", here, JSON.getNodeFactory().textNode("a\ud83d b"));
        becomes(label + " is endless", here, JSON.getNodeFactory().textNode("a".repeat(ENDLESS)));
        if (plain.has("maxLength")) {
            becomes(
                    label + " is too long",
                    here,
                    JSON.getNodeFactory()
                            .textNode("a".repeat(plain.path("maxLength").asInt() + 1)));
        }
        if (plain.has("minLength") || plain.path("pattern").asText().equals("\\S")) {
            becomes(label + " is empty", here, JSON.getNodeFactory().textNode(""));
            becomes(label + " is blank", here, JSON.getNodeFactory().textNode("   "));
        }
        var pattern = plain.path("pattern").asText("\\S");
        if (plain.has("enum") || !pattern.equals("\\S") && !"\u2603".matches(pattern)) {
            becomes(label + " is something else", here, JSON.getNodeFactory().textNode("\u2603"));
        }
        if (plain.path("format").asText().equals("date-time")) {
            becomes(label + " is no time", here, JSON.getNodeFactory().textNode("tomorrow"));
            becomes(label + " is long after", here, JSON.getNodeFactory().textNode("+900000000-01-01T00:00:00Z"));
            becomes(label + " is long before", here, JSON.getNodeFactory().textNode("-900000000-01-01T00:00:00Z"));
        }
        if (plain.path("format").asText().equals("uuid")) {
            becomes(label + " is nobody's", here, JSON.getNodeFactory().textNode(World.NOBODYS));
            becomes(label + " is no id", here, JSON.getNodeFactory().textNode("1-1-1-1-1"));
        }
    }

    private void becomes(String what, List<Object> here, JsonNode value) {
        add(what, changed(here, value, false));
    }

    private Request changed(List<Object> here, JsonNode value, boolean away) {
        var body = read(proper.body());
        JsonNode parent = body;
        for (var step : here.subList(0, here.size() - 1)) {
            var next = step instanceof Integer index ? parent.path(index) : parent.path((String) step);
            if (!next.isContainerNode() && parent instanceof ObjectNode object && step instanceof String name) {
                next = object.putObject(name);
            }
            parent = next;
        }
        var last = here.getLast();
        if (parent instanceof ArrayNode list && last instanceof Integer index) {
            list.set(index, value);
        } else if (parent instanceof ObjectNode object && away) {
            object.remove((String) last);
        } else if (parent instanceof ObjectNode object) {
            object.set((String) last, value);
        }
        // Half a character can be written in JSON only as an escape.
        return proper.body("application/json", body.toString().replace("\ud83d b", "\\ud83d b"));
    }

    private static JsonNode at(JsonNode body, List<Object> here) {
        JsonNode node = body;
        for (var step : here) {
            node = step instanceof Integer index ? node.path(index) : node.path((String) step);
        }
        return node.isMissingNode() ? null : node;
    }

    private static String label(List<Object> path) {
        return String.join(".", path.stream().map(Object::toString).toList());
    }

    private static List<Object> path(List<Object> parent, Object step) {
        var path = new ArrayList<>(parent);
        path.add(step);
        return path;
    }

    private static JsonNode read(String body) {
        try {
            return JSON.readTree(body);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalArgumentException(body, e);
        }
    }
}
