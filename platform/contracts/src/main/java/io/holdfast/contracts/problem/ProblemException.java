package io.holdfast.contracts.problem;

/// Carries a problem to the edge, where it becomes the answer. Has no stack trace: it is an answer, not a bug.
public final class ProblemException extends RuntimeException {

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.type() + ": " + problem.detail(), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
