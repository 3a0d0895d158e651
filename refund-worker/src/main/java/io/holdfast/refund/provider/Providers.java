package io.holdfast.refund.provider;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The gateways there are and that can be asked, by name.
@ApplicationScoped
public class Providers {

    private final Instance<Provider> all;

    Providers(@Any Instance<Provider> all) {
        this.all = all;
    }

    public Optional<Provider> named(String name) {
        return all.stream()
                .filter(provider -> provider.name().equals(name))
                .filter(Provider::isOn)
                .findFirst();
    }

    public Set<String> names() {
        return all.stream().filter(Provider::isOn).map(Provider::name).collect(Collectors.toUnmodifiableSet());
    }

    /// @param channel e.g. `simulator-card`
    public static String nameOf(String channel) {
        var end = channel.indexOf('-');
        return end < 0 ? channel : channel.substring(0, end);
    }
}
