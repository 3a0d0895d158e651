/// The web app's pages: the frame a browser gets first. What fills it comes from the same JSON API everybody has,
/// by the web components under `resources/web/app`.
///
/// - **Owns** the cookie `hf_lang`, the templates under `templates/page` and the words in [Messages].
/// - **Reads** what is on; a page is the same for everybody but for its language.
@NullMarked
package io.holdfast.ticketing.page;

import org.jspecify.annotations.NullMarked;
