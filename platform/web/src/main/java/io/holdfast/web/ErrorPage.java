package io.holdfast.web;

import jakarta.ws.rs.core.Response;
import java.util.Optional;

/// A service with pages tells a person at a browser what went wrong in a page, not in JSON.
public interface ErrorPage {

    /// @param status 400 to 599
    /// @param path where the person wanted to go
    /// @return empty when the path is not a page's
    Optional<Response> page(int status, String path);
}
