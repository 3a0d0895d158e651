package io.holdfast.room.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchesTest {

    private final Deque<List<Integer>> asked = new ArrayDeque<>();
    private final Deque<CompletableFuture<List<Integer>>> answers = new ArrayDeque<>();
    private final Batches<Integer, Integer> batches = new Batches<>(4, this::ask);

    private CompletionStage<List<Integer>> ask(List<Integer> questions) {
        asked.add(questions);
        answers.add(new CompletableFuture<>());
        return answers.getLast();
    }

    @Test
    void one_who_comes_alone_is_asked_about_at_once() {
        // When
        var answer = batches.ask(7).toCompletableFuture();

        // Then
        assertThat(asked).containsExactly(List.of(7));
        answers.remove().complete(List.of(70));
        assertThat(answer).isCompletedWithValue(70);
    }

    @Test
    void what_is_asked_while_an_answer_is_under_way_goes_together_with_the_next_lot() {
        // Given
        var told = new ArrayList<CompletableFuture<Integer>>();
        for (var question = 0; question < 7; question++) {
            told.add(batches.ask(question).toCompletableFuture());
        }

        // When
        answers.remove().complete(List.of(0));
        answers.remove().complete(List.of(10, 20, 30, 40));
        answers.remove().complete(List.of(50, 60));

        // Then
        assertThat(asked).containsExactly(List.of(0), List.of(1, 2, 3, 4), List.of(5, 6));
        assertThat(told.stream().map(CompletableFuture::join)).containsExactly(0, 10, 20, 30, 40, 50, 60);
    }

    @Test
    void a_failure_is_told_to_all_of_the_lot_and_the_next_is_asked_again() {
        // Given
        var first = batches.ask(1).toCompletableFuture();
        var second = batches.ask(2).toCompletableFuture();

        // When
        answers.remove().completeExceptionally(new IllegalArgumentException("unlucky"));

        // Then
        assertThatThrownBy(first::get).hasRootCauseMessage("unlucky");
        answers.remove().complete(List.of(20));
        assertThat(second).isCompletedWithValue(20);
    }

    @Test
    void of_a_thousand_at_once_each_gets_their_own_answer() throws Exception {
        // Given
        var echo = new Batches<Integer, Integer>(7, CompletableFuture::completedStage);

        // When
        List<Integer> told;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            told = threads
                    .invokeAll(IntStream.range(0, 1000)
                            .<Callable<Integer>>mapToObj(
                                    i -> () -> echo.ask(i).toCompletableFuture().get())
                            .toList())
                    .stream()
                    .map(Future::resultNow)
                    .toList();
        }

        // Then
        assertThat(told)
                .containsExactlyElementsOf(IntStream.range(0, 1000).boxed().toList());
    }
}
