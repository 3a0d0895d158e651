package io.holdfast.helm;

import static java.util.stream.Collectors.toMap;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a Deployment and its Service promise: read the same way from the chart and from what Quarkus generates.
///
/// @param ports container ports by name
/// @param probes `path:port` by probe
/// @param servicePorts `port -> container port` by name
/// @param plainEnvironment names whose values are written down or come from a ConfigMap
/// @param secretEnvironment names whose values come from a Secret
record Manifest(
        Map<String, Integer> ports,
        Map<String, String> probes,
        Map<String, String> servicePorts,
        Set<String> plainEnvironment,
        Set<String> secretEnvironment) {

    private static final List<String> PROBES = List.of("startupProbe", "livenessProbe", "readinessProbe");

    static Manifest of(List<Rendered> objects, String name) {
        var deployment = Rendered.one(objects, "Deployment", name);
        var containers = Rendered.each(deployment.at("spec", "template", "spec", "containers"));
        if (containers.size() != 1) {
            throw new IllegalStateException(name + " has " + containers.size() + " containers");
        }
        var container = containers.getFirst();
        var ports = Rendered.each(container.get("ports")).stream()
                .collect(toMap(port -> port.get("name").getAsString(), port -> port.get("containerPort")
                        .getAsInt()));
        var plain = new TreeSet<String>();
        var secret = new TreeSet<String>();
        for (var variable : Rendered.each(container.get("env"))) {
            var fromSecret =
                    Rendered.at(variable, "valueFrom").getAsJsonObject().has("secretKeyRef");
            (fromSecret ? secret : plain).add(variable.get("name").getAsString());
        }
        for (var source : Rendered.each(Rendered.at(container, "envFrom"))) {
            var map = Rendered.at(source, "configMapRef", "name").getAsString();
            plain.addAll(Rendered.one(objects, "ConfigMap", map)
                    .at("data")
                    .getAsJsonObject()
                    .keySet());
        }
        return new Manifest(
                new TreeMap<>(ports), probes(container, ports), servicePorts(objects, name, ports), plain, secret);
    }

    private static Map<String, String> probes(JsonObject container, Map<String, Integer> ports) {
        var probes = new TreeMap<String, String>();
        for (var probe : PROBES) {
            var get = Rendered.at(container, probe, "httpGet");
            probes.put(probe, Rendered.at(get, "path").getAsString() + ":" + number(Rendered.at(get, "port"), ports));
        }
        return probes;
    }

    private static Map<String, String> servicePorts(List<Rendered> objects, String name, Map<String, Integer> ports) {
        var service = Rendered.one(objects, "Service", name);
        return Rendered.each(service.at("spec", "ports")).stream()
                .collect(toMap(
                        port -> port.get("name").getAsString(),
                        port -> port.get("port").getAsInt() + " -> " + number(port.get("targetPort"), ports)));
    }

    /// A port by number or by the name of a container port.
    private static int number(JsonElement port, Map<String, Integer> ports) {
        if (port.getAsJsonPrimitive().isNumber()) {
            return port.getAsInt();
        }
        var number = ports.get(port.getAsString());
        if (number == null) {
            throw new IllegalStateException("no container port is called " + port);
        }
        return number;
    }
}
