package io.holdfast.ticketing.show;

import io.quarkus.runtime.annotations.RegisterForReflection;

/// A show's picture, as pages need it.
///
/// @param url on this site; what it gives never changes
/// @param width and height: in pixels, so that a page keeps the place free
/// @param alt what is to be seen on it, in the organiser's words
@RegisterForReflection
public record Picture(String url, int width, int height, String alt) {}
