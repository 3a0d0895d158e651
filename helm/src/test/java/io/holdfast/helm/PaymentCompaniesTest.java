package io.holdfast.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PaymentCompaniesTest {

    private static final Map<String, String> BOTH =
            Map.of("toss.existingSecret", "holdfast-toss", "stripe.existingSecret", "holdfast-stripe");

    @Test
    void a_payment_companys_key_is_given_to_those_who_charge_and_give_back() {
        var objects = Chart.minimal(BOTH);

        assertThat(secrets(objects, "ticketing-api"))
                .contains("HOLDFAST_TOSS_SECRET_KEY", "HOLDFAST_STRIPE_SECRET_KEY", "HOLDFAST_STRIPE_WEBHOOK_SECRET");
        assertThat(secrets(objects, "refund-worker"))
                .contains("HOLDFAST_TOSS_SECRET_KEY", "HOLDFAST_STRIPE_SECRET_KEY")
                .doesNotContain("HOLDFAST_STRIPE_WEBHOOK_SECRET");
        assertThat(secrets(objects, "waitlist-worker")).noneMatch(name -> name.matches(".*(TOSS|STRIPE).*"));
        assertThat(secrets(objects, "waiting-room")).noneMatch(name -> name.matches(".*(TOSS|STRIPE).*"));
    }

    @Test
    void what_the_chart_gives_is_what_the_services_read() throws IOException {
        for (var service : List.of(
                "ticketing-api/src/main/java/io/holdfast/ticketing/channel/",
                "refund-worker/src/main/java/io/holdfast/refund/provider/")) {
            var toss = Files.readString(Chart.repository().resolve(service + "TossConfig.java"));
            var stripe = Files.readString(Chart.repository().resolve(service + "StripeConfig.java"));

            assertThat(toss).contains("prefix = \"holdfast.toss\"", "secretKey()");
            assertThat(stripe).contains("prefix = \"holdfast.stripe\"", "secretKey()");
        }
    }

    @Test
    void a_house_with_a_real_payment_company_needs_no_simulator() {
        var objects = Chart.minimal(
                Map.of("toss.existingSecret", "holdfast-toss", "simulator.url", "", "simulator.existingSecret", ""));

        assertThat(secrets(objects, "ticketing-api")).noneMatch(name -> name.contains("SIMULATOR"));
        assertThat(secrets(objects, "refund-worker")).noneMatch(name -> name.contains("SIMULATOR"));
    }

    @Test
    void a_house_without_any_payment_company_is_refused() {
        assertThatThrownBy(() -> Chart.minimal(Map.of("simulator.url", "", "simulator.existingSecret", "")))
                .hasMessageContaining("simulator.url");
    }

    private static java.util.Set<String> secrets(List<Rendered> objects, String service) {
        return Manifest.of(objects, Chart.named(service)).secretEnvironment();
    }
}
