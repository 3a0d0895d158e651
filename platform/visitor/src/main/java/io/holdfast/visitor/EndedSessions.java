package io.holdfast.visitor;

import io.holdfast.contracts.id.SessionId;

/// Knows the sign-ins that were ended before the cookie that speaks of them runs out. Asked with every
/// request that brings one, so it answers from memory. Where nobody knows, a sign-in counts until its cookie
/// ends.
public interface EndedSessions {

    /// Where nobody knows.
    EndedSessions UNKNOWN = _ -> false;

    boolean isOver(SessionId session);
}
