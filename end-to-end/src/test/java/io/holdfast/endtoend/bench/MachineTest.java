package io.holdfast.endtoend.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MachineTest {

    @Test
    void ranges_of_cores_are_understood() {
        assertThat(Machine.cores("0-2,5")).containsExactly(0, 1, 2, 5);
    }
}
