/** In-process AWS stand-ins, the embedded default: loopback only, development only. */
@NullMarked
package io.tappass.localstack;

import org.jspecify.annotations.NullMarked;
