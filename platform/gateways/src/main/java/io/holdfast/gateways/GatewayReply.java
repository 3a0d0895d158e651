package io.holdfast.gateways;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;

/// What a gateway answered.
///
/// @param status [#NONE] when it did not answer
/// @param body missing when it could not be read
public record GatewayReply(GatewayProtocol protocol, int status, JsonNode body) {

    static final int NONE = 0;

    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9_]{1,60}");

    public boolean isGood() {
        return status / 100 == 2;
    }

    /// Nothing can be concluded about the money: it is about us or the moment, or there was no answer.
    public boolean isUnclear() {
        return protocol.isUnclear(status, code());
    }

    /// @return empty when nothing stands there (RFC 6901)
    public String text(String pointer) {
        return body.at(pointer).asText("");
    }

    /// The gateway's code as we keep it: short, and never free text.
    public String code() {
        for (var pointer : protocol.codes()) {
            if (CODE.matcher(text(pointer)).matches()) {
                return text(pointer);
            }
        }
        return status == NONE ? "NO_ANSWER" : "HTTP_" + status;
    }

    /// A code that stands somewhere else, e.g. in a good answer.
    public String codeAt(String pointer) {
        return CODE.matcher(text(pointer)).matches() ? text(pointer) : code();
    }
}
