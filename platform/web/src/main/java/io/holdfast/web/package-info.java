/// What every HTTP answer of ours has in common: where the question came from ([OriginCheck]), how a refusal looks
/// ([ProblemMappers]) and the headers that keep browsers careful.
@NullMarked
package io.holdfast.web;

import org.jspecify.annotations.NullMarked;
