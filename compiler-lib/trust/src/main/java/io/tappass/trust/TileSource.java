package io.tappass.trust;

/**
 * Gives the bytes of a tile by its path in the store; nothing it gives is trusted.
 *
 * @param <X> how the store fails
 */
@FunctionalInterface
public interface TileSource<X extends Exception> {

  /**
   * The object at this path, at most {@link DocumentLimits#TILE_BYTES_MAX} bytes.
   *
   * @throws X if it could not be read; never an empty answer for a failure
   */
  byte[] tile(String path) throws X;
}
