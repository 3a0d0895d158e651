package io.holdfast.helm;

import com.google.gson.JsonElement;
import io.kubernetes.client.openapi.JSON;
import java.lang.reflect.InvocationTargetException;
import java.util.Locale;
import java.util.Optional;

/// Says whether the Kubernetes API server would take an object, by Kubernetes' own OpenAPI model.
///
/// Two looks are needed. `validateJsonElement` finds unknown and missing members and wrong containers; `fromJson`
/// finds values of the wrong type and quantities that are none. Neither finds what the other does.
final class StrictObjects {

    private static final String MODELS = "io.kubernetes.client.openapi.models.";

    static {
        new JSON(); // installs the adapters that the models' static methods use
    }

    private StrictObjects() {}

    /// @return what is wrong with it, in the model's words; empty when nothing is
    static Optional<String> fault(Rendered object) {
        Class<?> model;
        try {
            model = Class.forName(MODELS + modelName(object));
        } catch (ClassNotFoundException e) {
            return Optional.of("Kubernetes has no %s in %s".formatted(object.kind(), object.apiVersion()));
        }
        try {
            model.getMethod("validateJsonElement", JsonElement.class).invoke(null, object.json());
            model.getMethod("fromJson", String.class).invoke(null, object.json().toString());
            return Optional.empty();
        } catch (InvocationTargetException e) {
            return Optional.of(String.valueOf(e.getCause().getMessage()));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the Kubernetes model has changed its form", e);
        }
    }

    /// `autoscaling/v2` and `HorizontalPodAutoscaler` make `V2HorizontalPodAutoscaler`.
    private static String modelName(Rendered object) {
        var group = object.apiVersion();
        return group.substring(group.indexOf('/') + 1).toUpperCase(Locale.ROOT) + object.kind();
    }
}
