package io.holdfast.launcher.house;

import java.time.Duration;

/// Who wants to hear how the house is doing. Called from several threads.
public interface Progress {

    /// @param after since it was started
    void ready(String part, Duration after);

    /// Something a person should know.
    void say(String sentence);

    /// For tests.
    static Progress silent() {
        return new Progress() {
            @Override
            public void ready(String part, Duration after) {}

            @Override
            public void say(String sentence) {}
        };
    }
}
