package io.holdfast.endtoend.prove;

/// A phone that lets people in to one performance.
record Door(String performance, String name, Caller caller) {}
