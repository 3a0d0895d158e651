package io.holdfast.helm;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// A slip in a values file is said before anything reaches the cluster.
class SchemaTest {

    /// Values that must not pass, each a way somebody once meant well.
    static final List<String> SLIPS = List.of(
            "publicURL: https://tickets.example.org",
            "publicUrl: https://tickets.example.org/",
            "publicUrl: tickets.example.org",
            "image: {tag: 1.0}",
            "image: {pullPolicy: Sometimes}",
            "image: {registry: https://images.example.org}",
            "database: {url: postgresql://postgres/holdfast}",
            "database: {url: 'jdbc:postgresql://postgres/holdfast?currentSchema=mine'}",
            "database: {url: 'jdbc:postgresql://postgres/holdfast?user=ann&password=secret'}",
            "database: {password: secret}",
            "database: {existingSecrets: {waiting-room: why}}",
            "redis: {existingSecret: Not_A_Name}",
            "kafka: {bootstrapServers: 'kafka:9092'}",
            "kafka: {securityProtocol: TLS}",
            "oidc: {authServerUrl: login.example.org}",
            "oidc: {clientSecret: secret}",
            "keys: {account: {value: secret}}",
            "keys: {pass: {jwks: {keys: []}}}",
            "mailer: {port: 70000}",
            "mailer: {from: nobody}",
            "services: {ticketing: {replicas: 2}}",
            "services: {ticketing-api: {replicas: 0}}",
            "services: {ticketing-api: {replicas: '2'}}",
            "services: {ticketing-api: {image: mine}}",
            "services: {ticketing-api: {resources: {limits: {memory: 1 GB}}}}",
            "services: {ticketing-api: {resources: {limits: {memory: null}}}}",
            "services: {ticketing-api: {autoscaling: {targetCpuPercent: 0}}}",
            "services: {ticketing-api: {env: {lower-case: x}}}",
            "services: {ticketing-api: null}",
            "services: {ticketing-api: {notification: {separate: true}}}",
            "services: {notification: {replicas: 2}}",
            "services: {waitlist-worker: {notification: true}}",
            "services: {waitlist-worker: {notification: null}}",
            "services: {waitlist-worker: {notification: {separate: 'yes'}}}",
            "services: {waitlist-worker: {notification: {replicas: 0}}}",
            "services: {waitlist-worker: {notification: {notification: {separate: true}}}}",
            "pods: {runAsUser: 0}",
            "pods: {spread: Never}",
            "pods: {hostNetwork: true}",
            "shutdown: {preStopSeconds: 0}",
            "disruptionBudget: {maxUnavailable: 0}",
            "ingress: {controller: apache}",
            "ingress: {annotations: {a: 1}}",
            "networkPolicy: {ingressFrom: [{}]}",
            "networkPolicy: {ingressFrom: [{namespace: web}]}",
            "networkPolicy: {egress: {database: {port: http}}}",
            "networkPolicy: {egress: {internet: {port: 443}}}",
            "alerts: {enabled: sometimes}",
            "alerts: {labels: {release: 1}}",
            "alerts: {runbooks: ''}",
            "alerts: {runbooks: 'https://runbooks.example.org/'}",
            "alerts: {rules: []}",
            "tests: {image: ''}");

    @ParameterizedTest
    @FieldSource("SLIPS")
    void a_slip_is_refused(String values) {
        assertThatThrownBy(() -> Chart.minimalWith(values))
                .hasMessageContaining("values don't meet the specifications of the schema");
    }
}
