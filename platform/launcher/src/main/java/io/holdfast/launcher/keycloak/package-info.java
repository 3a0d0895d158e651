/// The OIDC provider for one machine: Keycloak from its registry package, with the realm `holdfast`.
@NullMarked
package io.holdfast.launcher.keycloak;

import org.jspecify.annotations.NullMarked;
