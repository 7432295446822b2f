/** The policy repository read through JGit: fetch, walk, tree as a value. */
@NullMarked
package io.tappass.git;

import org.jspecify.annotations.NullMarked;
