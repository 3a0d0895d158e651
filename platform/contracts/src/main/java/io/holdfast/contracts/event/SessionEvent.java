package io.holdfast.contracts.event;

import io.holdfast.contracts.id.SessionId;
import java.time.Instant;

/// What became of sign-ins, told by ticketing-api on topic `ticketing.sessions`, keyed by session. Whose they were is
/// not said: nobody who hears of it needs to know.
public sealed interface SessionEvent extends Event {

    String TOPIC = "ticketing.sessions";

    @Override
    default String topic() {
        return TOPIC;
    }

    /// A sign-in is over, whatever an account cookie may still say. It does not begin again: who signs in anew has
    /// another session.
    ///
    /// @param until exclusive; no cookie that speaks of the session lasts longer
    record SessionEnded(SessionId session, Instant until, Instant at) implements SessionEvent {
        @Override
        public String key() {
            return session.toString();
        }
    }
}
