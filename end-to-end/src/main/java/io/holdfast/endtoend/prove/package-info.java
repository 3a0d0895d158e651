/// `./holdfast prove`: a house of its own, people who buy in it, a nemesis that breaks it, and a judge.
///
/// - **Reads** the databases and the payment gateway's books when everything has come to rest.
/// - **Changes** nothing but through the house's own addresses, apart from the members it lets sign in.
@NullMarked
package io.holdfast.endtoend.prove;

import org.jspecify.annotations.NullMarked;
