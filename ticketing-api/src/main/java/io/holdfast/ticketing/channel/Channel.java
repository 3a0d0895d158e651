package io.holdfast.ticketing.channel;

/// A way to pay: a gateway and a method.
///
/// @param name e.g. `toss-card`; the part before the first hyphen names the gateway
/// @param label how people know it
public record Channel(String name, String gateway, String method, Label label) {

    /// Points in the customer's own wallet with us.
    public static final String POINTS = "points";

    /// Nothing is to be paid.
    public static final String FREE = "free";

    public record Label(String ko, String en) {}

    static Channel named(String name) {
        var end = name.indexOf('-');
        return new Channel(
                name, end < 0 ? name : name.substring(0, end), end < 0 ? "" : name.substring(end + 1), label(name));
    }

    /// Whether we settle it ourselves, at once, asking nobody.
    public boolean isOurs() {
        return name.equals(POINTS) || name.equals(FREE);
    }

    private static Label label(String name) {
        return switch (name) {
            case "simulator-card" -> new Label("카드 (연습용)", "Card (practice)");
            case "simulator-easy" -> new Label("간편결제 (연습용)", "Easy pay (practice)");
            case "toss-card" -> new Label("신용·체크카드", "Card");
            case "toss-easy" -> new Label("토스페이", "Toss Pay");
            case "stripe-card" -> new Label("해외 카드", "International card");
            case POINTS -> new Label("포인트", "Points");
            case FREE -> new Label("결제할 금액 없음", "Nothing to pay");
            default -> new Label(name, name);
        };
    }
}
