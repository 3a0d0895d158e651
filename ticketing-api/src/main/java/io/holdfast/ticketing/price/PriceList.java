package io.holdfast.ticketing.price;

import io.holdfast.contracts.money.Money;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an organiser says about prices. What is absent costs nothing or is not offered.
///
/// @param types prices besides the regular one
/// @param serviceFee for each ticket; none when absent
/// @param willCallFee keeping tickets at the box office; free when absent
/// @param postFee sending tickets; not offered when absent
/// @param memberDiscounts per cent off the regular price, by a member's tier
public record PriceList(
        @NotNull @Size(max = 250) List<@Valid @NotNull Price> types,
        @Nullable Money serviceFee,
        @Nullable Money willCallFee,
        @Nullable Money postFee,

        @Nullable @Size(max = 10)
        Map<
                        @NotNull @Pattern(regexp = "[A-Z]{2,20}", message = "is two to twenty capital letters") String,
                        @NotNull @DecimalMin("0.01") @DecimalMax("100") @Digits(integer = 3, fraction = 2) BigDecimal>
                memberDiscounts) {

    /// Either an amount or a percentage off.
    ///
    /// @param grade all when absent
    /// @param until exclusive; needed for early birds
    /// @param note what the buyer must be able to show, e.g. a student card
    public record Price(
            @Nullable @Size(max = 50) String grade,
            @NotNull PriceType type,
            @Nullable Money amount,

            @Nullable @DecimalMin("0.01") @DecimalMax("100") @Digits(integer = 3, fraction = 2)
            BigDecimal percentOff,

            @Nullable Instant until,
            @Nullable @Size(max = 200) String note) {}

    @Override
    public Map<String, BigDecimal> memberDiscounts() {
        return memberDiscounts == null ? Map.of() : memberDiscounts;
    }
}
