package io.tappass.policy;

import io.tappass.policy.value.ClosedList;
import io.tappass.policy.value.NamePattern;

/** What code inside an interpreter may call and import. */
public record InterpreterLists(
    ClosedList<NamePattern> functions, ClosedList<NamePattern> imports) {}
