/**
 * What the stand-ins share on the wire: requests, answers, Signature Version 4, aws-chunked bodies,
 * checksums, XML. Depends on {@code json} only. Start reading at {@link
 * io.tappass.localstack.wire.SignatureV4}.
 */
@NullMarked
package io.tappass.localstack.wire;

import org.jspecify.annotations.NullMarked;
