package io.tappass.audit;

import java.util.Optional;

/**
 * Where a record stands in its chain.
 *
 * @param authority the origin of the log
 * @param chain the session id, or {@link SessionChain#HOST}
 * @param sequence from 0
 * @param previous the fingerprint of the record before; absent in the first
 */
public record ChainPosition(
    String authority, String chain, long sequence, Optional<String> previous) {}
