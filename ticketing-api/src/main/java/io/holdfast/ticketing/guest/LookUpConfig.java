package io.holdfast.ticketing.guest;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// How often a code is sent. Whoever asks more often is answered the same, and nothing is sent.
@ConfigMapping(prefix = "holdfast.guest")
interface LookUpConfig {

    /// For one phone number within an hour.
    @WithDefault("5")
    int mostPerPhone();

    /// For one phone number within a day.
    @WithDefault("10")
    int mostPerPhoneAndDay();

    /// From one address within an hour. Many people share the address of a mobile network.
    @WithDefault("60")
    int mostPerAddress();
}
