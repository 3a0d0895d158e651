package io.holdfast.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Kubernetes' restricted pod security standard and a little more, for every pod the chart makes, `helm test` included.
class RestrictedPodsTest {

    @Test
    void no_pod_may_do_more_than_run() {
        assertThat(pods(Chart.minimal())).hasSize(5).allSatisfy(RestrictedPodsTest::assertRestricted);
        assertThat(pods(Chart.production())).hasSize(5).allSatisfy(RestrictedPodsTest::assertRestricted);
    }

    private static void assertRestricted(JsonElement pod) {
        assertThat(Rendered.at(pod, "automountServiceAccountToken").getAsBoolean())
                .isFalse();
        assertThat(pod.getAsJsonObject().asMap()).doesNotContainKeys("hostNetwork", "hostPID", "hostIPC");
        var security = Rendered.at(pod, "securityContext");
        assertThat(Rendered.at(security, "runAsNonRoot").getAsBoolean()).isTrue();
        assertThat(Rendered.at(security, "runAsUser").getAsInt()).isPositive();
        assertThat(Rendered.at(security, "seccompProfile", "type").getAsString())
                .isEqualTo("RuntimeDefault");
        assertThat(Rendered.each(Rendered.at(pod, "volumes")))
                .allSatisfy(volume -> assertThat(volume.keySet()).containsExactlyInAnyOrder("name", "emptyDir"));

        assertThat(Rendered.each(Rendered.at(pod, "containers"))).isNotEmpty().allSatisfy(container -> {
            var own = Rendered.at(container, "securityContext").getAsJsonObject();
            assertThat(own.keySet())
                    .containsExactlyInAnyOrder("allowPrivilegeEscalation", "readOnlyRootFilesystem", "capabilities");
            assertThat(own.get("allowPrivilegeEscalation").getAsBoolean()).isFalse();
            assertThat(own.get("readOnlyRootFilesystem").getAsBoolean()).isTrue();
            assertThat(own.get("capabilities")).hasToString("{\"drop\":[\"ALL\"]}");
            assertThat(Rendered.each(container.get("volumeMounts")))
                    .extracting(mount -> mount.get("mountPath").getAsString())
                    .containsExactly("/tmp");
            assertThat(Rendered.at(container, "resources", "requests")
                            .getAsJsonObject()
                            .keySet())
                    .contains("cpu", "memory");
            assertThat(Rendered.at(container, "resources", "limits")
                            .getAsJsonObject()
                            .keySet())
                    .contains("memory");
        });
    }

    @Test
    void where_the_cluster_assigns_the_user_the_chart_names_none() throws java.io.IOException {
        assertThat(pods(Chart.minimalWith("pods: {runAsUser: null}")))
                .extracting(pod -> Rendered.at(pod, "securityContext").getAsJsonObject())
                .allSatisfy(security ->
                        assertThat(security.keySet()).containsExactlyInAnyOrder("runAsNonRoot", "seccompProfile"));
    }

    @Test
    void no_account_carries_a_token() {
        assertThat(Rendered.of("ServiceAccount", Chart.minimal())).hasSize(4).allSatisfy(account -> assertThat(
                        account.at("automountServiceAccountToken").getAsBoolean())
                .isFalse());
    }

    @Test
    void a_rollout_takes_no_pod_away_before_another_is_ready() {
        assertThat(Rendered.of("Deployment", Chart.production())).hasSize(4).allSatisfy(deployment -> assertThat(
                        deployment
                                .at("spec", "strategy", "rollingUpdate", "maxUnavailable")
                                .getAsInt())
                .isZero());
    }

    @Test
    void selectors_pick_exactly_their_own_pods() {
        var objects = Chart.production();

        assertThat(Chart.SERVICES).allSatisfy(service -> {
            var deployment = Rendered.one(objects, "Deployment", Chart.named(service));
            var labels = labels(deployment.at("spec", "template", "metadata", "labels"));
            assertThat(labels(deployment.at("spec", "selector", "matchLabels"))).isSubsetOf(labels);
            assertThat(Rendered.one(objects, "Service", Chart.named(service)).at("spec", "selector"))
                    .isEqualTo(deployment.at("spec", "selector", "matchLabels"));
            assertThat(Rendered.one(objects, "PodDisruptionBudget", Chart.named(service))
                            .at("spec", "selector"))
                    .isEqualTo(deployment.at("spec", "selector"));
            assertThat(Rendered.one(objects, "NetworkPolicy", Chart.named(service))
                            .at("spec", "podSelector"))
                    .isEqualTo(deployment.at("spec", "selector"));
            assertThat(deployment
                            .at("spec", "selector", "matchLabels", "app.kubernetes.io/component")
                            .getAsString())
                    .isEqualTo(service);
        });
    }

    private static List<String> labels(JsonElement labels) {
        return labels.getAsJsonObject().entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .toList();
    }

    private static List<JsonElement> pods(List<Rendered> objects) {
        return Stream.concat(
                        Rendered.of("Deployment", objects).stream()
                                .map(deployment -> deployment.at("spec", "template", "spec")),
                        Rendered.of("Pod", objects).stream().map(pod -> pod.at("spec")))
                .toList();
    }
}
