package io.holdfast.helm;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// One Kubernetes object as somebody wrote it, before anybody gave it defaults.
record Rendered(JsonObject json) {

    /// @param yaml one or many documents; a key written twice is an error
    static List<Rendered> all(String yaml) {
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        var objects = new ArrayList<Rendered>();
        for (var document : new Yaml(new SafeConstructor(options)).loadAll(yaml)) {
            if (document != null) {
                objects.add(new Rendered(new Gson().toJsonTree(document).getAsJsonObject()));
            }
        }
        return List.copyOf(objects);
    }

    static Rendered one(List<Rendered> objects, String kind, String name) {
        return objects.stream()
                .filter(object -> object.kind().equals(kind) && object.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("no %s %s among %s".formatted(kind, name, objects)));
    }

    static List<Rendered> of(String kind, List<Rendered> objects) {
        return objects.stream().filter(object -> object.kind().equals(kind)).toList();
    }

    String apiVersion() {
        return json.get("apiVersion").getAsString();
    }

    String kind() {
        return json.get("kind").getAsString();
    }

    String name() {
        return at("metadata", "name").getAsString();
    }

    /// What stands there; an empty object when nothing does, so that a test names the missing leaf and not its parent.
    JsonElement at(String... path) {
        return at(json, path);
    }

    static JsonElement at(JsonElement start, String... path) {
        var here = start;
        for (var step : path) {
            var next = here.isJsonObject() ? here.getAsJsonObject().get(step) : null;
            if (next == null) {
                return new JsonObject();
            }
            here = next;
        }
        return here;
    }

    static List<JsonObject> each(JsonElement list) {
        return list instanceof JsonArray array
                ? StreamSupport.stream(array.spliterator(), false)
                        .map(JsonElement::getAsJsonObject)
                        .toList()
                : List.of();
    }

    @Override
    public String toString() {
        return kind() + "/" + name();
    }
}
