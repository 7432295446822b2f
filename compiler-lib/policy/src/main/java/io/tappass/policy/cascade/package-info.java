/**
 * What the levels of a policy repository declare as settings, and how they merge: never looser than
 * any level. Follows {@code docs/spec/settings.md}. May depend on {@code io.tappass.rego}, the
 * records of {@code io.tappass.policy} and its diagnostics. Start reading at {@link
 * io.tappass.policy.cascade.SettingsMerge}.
 */
@NullMarked
package io.tappass.policy.cascade;

import org.jspecify.annotations.NullMarked;
