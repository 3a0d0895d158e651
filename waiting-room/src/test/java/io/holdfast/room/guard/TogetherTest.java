package io.holdfast.room.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TogetherTest {

    private final List<List<Integer>> asked = Collections.synchronizedList(new ArrayList<>());

    @Test
    void what_is_asked_while_an_answer_is_on_its_way_is_asked_together() throws Exception {
        // Given
        var answered = new CountDownLatch(1);
        var together = new Together<Integer, Integer>(
                questions -> {
                    asked.add(questions);
                    await().until(() -> answered.getCount() == 0);
                    return questions.stream().map(question -> question * 2).toList();
                },
                4);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> together.ask(0));
            await().until(() -> asked.size() == 1);
            var others = new ArrayList<Future<Integer>>();
            for (var i = 1; i <= 6; i++) {
                var question = i;
                others.add(threads.submit(() -> together.ask(question)));
            }
            await().until(() -> together.waiting() == 6);

            // When
            answered.countDown();

            // Then
            assertThat(first.get()).isZero();
            for (var i = 1; i <= 6; i++) {
                assertThat(others.get(i - 1).get()).isEqualTo(i * 2);
            }
            assertThat(asked.stream().map(List::size)).containsExactly(1, 4, 2);
        }
    }

    @Test
    void a_failure_is_told_to_all_who_asked_and_the_next_is_asked_again() {
        // Given
        var together = new Together<Integer, Integer>(
                questions -> {
                    if (questions.contains(13)) {
                        throw new IllegalArgumentException("unlucky");
                    }
                    return questions;
                },
                10);

        // Then
        assertThatThrownBy(() -> together.ask(13)).hasMessage("unlucky");
        assertThat(together.ask(14)).isEqualTo(14);
    }

    @Test
    void everybody_gets_their_own_answer() throws Exception {
        // Given
        var together = new Together<Integer, Integer>(List::copyOf, 7);

        // When
        List<Integer> answers;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            answers = threads
                    .invokeAll(IntStream.range(0, 1000)
                            .<java.util.concurrent.Callable<Integer>>mapToObj(i -> () -> together.ask(i))
                            .toList())
                    .stream()
                    .map(Future::resultNow)
                    .toList();
        }

        // Then
        assertThat(answers)
                .containsExactlyElementsOf(IntStream.range(0, 1000).boxed().toList());
    }
}
