package io.tappass.audit;

import io.tappass.audit.AuditException.Code;
import io.tappass.trust.DocumentSigner;
import io.tappass.trust.SigningException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Text with signatures under it (C2SP signed-note v1.0.0): the text, an empty line, and lines of an
 * em dash, the name of the key, and base64 of the key id and the signature.
 *
 * @param text ends in a newline
 */
public record SignedNote(String text, List<NoteSignature> signatures) {

  /** Characters of a whole note. */
  public static final int CHARS_MAX = 16_384;

  /** Signatures of a note; the specification asks for at least 16. */
  public static final int SIGNATURES_MAX = 16;

  private static final String SIGNATURE_START = "\u2014 ";
  private static final String SEPARATOR = "\n\n" + SIGNATURE_START;

  /**
   * One line of signature, not verified.
   *
   * @param name of the key
   * @param encoded base64 of four bytes of key id and then the signature
   */
  public record NoteSignature(String name, String encoded) {

    /**
     * @throws IllegalArgumentException unless {@code encoded} is the one base64 spelling of more
     *     than a key id
     */
    public NoteSignature {
      byte[] bytes = Base64.getDecoder().decode(encoded);
      // The decoder takes several spellings of the same bytes; we take one.
      boolean isCanonical = Base64.getEncoder().encodeToString(bytes).equals(encoded);
      if (name.isEmpty() || bytes.length <= NoteKey.ID_BYTES || !isCanonical) {
        throw new IllegalArgumentException("no signature of a note: " + name + " " + encoded);
      }
    }

    private boolean names(NoteKey key) {
      byte[] bytes = Base64.getDecoder().decode(encoded);
      return name.equals(key.name())
          && Arrays.equals(bytes, 0, NoteKey.ID_BYTES, key.id(), 0, NoteKey.ID_BYTES);
    }

    private byte[] signature() {
      byte[] bytes = Base64.getDecoder().decode(encoded);
      return Arrays.copyOfRange(bytes, NoteKey.ID_BYTES, bytes.length);
    }
  }

  public SignedNote {
    signatures = List.copyOf(signatures);
  }

  /** Signs {@code text} under the key name {@code name}. */
  public static SignedNote sign(String text, String name, DocumentSigner signer)
      throws SigningException {
    var key = new NoteKey(name, signer.key());
    byte[] signature = signer.sign(text.getBytes(StandardCharsets.UTF_8));
    ByteBuffer line = ByteBuffer.allocate(NoteKey.ID_BYTES + signature.length);
    line.put(key.id()).put(signature);
    return new SignedNote(
        text, List.of(new NoteSignature(name, Base64.getEncoder().encodeToString(line.array()))));
  }

  /** The note as it is stored and sent. */
  public String write() {
    var out = new StringBuilder(text).append('\n');
    for (NoteSignature signature : signatures) {
      out.append(SIGNATURE_START)
          .append(signature.name())
          .append(' ')
          .append(signature.encoded())
          .append('\n');
    }
    return out.toString();
  }

  /** Reads a note from its UTF-8 bytes; verifies nothing. */
  public static SignedNote parse(byte[] bytes) throws AuditException {
    try {
      return parse(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      throw new AuditException(Code.NOT_A_CHECKPOINT, "a note that is not UTF-8");
    }
  }

  /** Reads a note; verifies nothing. */
  public static SignedNote parse(String note) throws AuditException {
    if (note.length() > CHARS_MAX) {
      throw new AuditException(
          Code.NOT_A_CHECKPOINT, note.length() + " characters where " + CHARS_MAX + " are allowed");
    }
    for (int index = 0; index < note.length(); index++) {
      char c = note.charAt(index);
      if (c < 0x20 && c != '\n') {
        throw new AuditException(Code.NOT_A_CHECKPOINT, index, "a control character in a note");
      }
    }
    int split = note.lastIndexOf(SEPARATOR);
    // The last empty line ends the text: all lines after it must be signatures.
    int lastEmptyLine = note.lastIndexOf("\n\n");
    if (split < 0 || split != lastEmptyLine || !note.endsWith("\n")) {
      throw new AuditException(Code.NOT_A_CHECKPOINT, 0, "no text with signatures under it");
    }
    List<NoteSignature> signatures = new ArrayList<>();
    for (String line : note.substring(split + 2, note.length() - 1).split("\n", -1)) {
      signatures.add(signature(line));
    }
    if (signatures.size() > SIGNATURES_MAX) {
      throw new AuditException(Code.NOT_A_CHECKPOINT, signatures.size() + " signatures");
    }
    return new SignedNote(note.substring(0, split + 1), signatures);
  }

  private static NoteSignature signature(String line) throws AuditException {
    int space = line.indexOf(' ', SIGNATURE_START.length());
    if (!line.startsWith(SIGNATURE_START) || space < 0) {
      throw new AuditException(Code.NOT_A_CHECKPOINT, 0, "a line that is no signature: " + line);
    }
    String name = line.substring(SIGNATURE_START.length(), space);
    try {
      return new NoteSignature(name, line.substring(space + 1));
    } catch (IllegalArgumentException e) {
      throw new AuditException(Code.NOT_A_CHECKPOINT, 0, "a malformed signature line");
    }
  }

  /**
   * Verifies that {@code key} signed the text. Signatures of other keys are ignored, as the
   * specification says; one of this key that fails makes the whole note invalid.
   *
   * @throws AuditException UNKNOWN_KEY if the key signed nothing here, BAD_SIGNATURE
   */
  public void verify(NoteKey key) throws AuditException {
    boolean isSigned = false;
    for (NoteSignature signature : signatures) {
      if (!signature.names(key)) {
        continue;
      }
      if (!key.verifies(text.getBytes(StandardCharsets.UTF_8), signature.signature())) {
        throw new AuditException(
            Code.BAD_SIGNATURE, "the signature of " + key.name() + " does not verify");
      }
      isSigned = true;
    }
    if (!isSigned) {
      throw new AuditException(
          Code.UNKNOWN_KEY, "no signature of " + key.name() + " by key " + key.key().keyId());
    }
  }
}
