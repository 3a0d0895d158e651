package io.holdfast.ticketing.repayment;

import java.util.Arrays;
import java.util.Optional;

/// Banks that money can go back to, with their codes at Toss Payments
/// (<https://docs.tosspayments.com/codes/org-codes>), the one gateway that asks for an account.
enum Bank {
    KDB("02"),
    IBK("03"),
    KOOKMIN("06"),
    SUHYUP("07"),
    NONGHYUP("11"),
    LOCAL_NONGHYUP("12"),
    WOORI("20"),
    SC("23"),
    CITI("27"),
    IM("31"),
    BUSAN("32"),
    GWANGJU("34"),
    JEJU("35"),
    JEONBUK("37"),
    KYONGNAM("39"),
    SAEMAUL("45"),
    SHINHYUP("48"),
    SAVINGS("50"),
    HSBC("54"),
    SANLIM("64"),
    POST("71"),
    HANA("81"),
    SHINHAN("88"),
    K_BANK("89"),
    KAKAO("90"),
    TOSS("92");

    private final String code;

    Bank(String code) {
        this.code = code;
    }

    String code() {
        return code;
    }

    static Optional<Bank> of(String code) {
        return Arrays.stream(values()).filter(bank -> bank.code.equals(code)).findFirst();
    }
}
