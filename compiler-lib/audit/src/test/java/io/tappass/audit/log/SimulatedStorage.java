package io.tappass.audit.log;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A folder in memory that fails when it is told to and forgets, in a crash, what was not synced.
 * After a crash each 512-byte sector written since the last sync may be there or not.
 */
final class SimulatedStorage implements LogStorage {
  private static final int SECTOR = 512;

  /** What may go wrong at one operation. */
  enum Fault {
    /** The operation does nothing and throws. */
    ERROR,
    /** A write takes half of the bytes and then throws, as on a full disk. */
    PARTIAL_THEN_ERROR,
    /** A write takes some of the bytes and reports it, which is allowed. */
    SHORT
  }

  private static final class Node {
    private byte[] data = {};
    private byte[] synced = {};
    private boolean isNameSynced;
  }

  private final TreeMap<String, Node> files = new TreeMap<>();
  private final Map<Integer, Fault> faults = new HashMap<>();
  private int operations;
  private boolean isLocked;

  /** Lets the k-th write, sync or creation from now on go wrong. */
  void failAt(int operation, Fault fault) {
    faults.put(operations + operation, fault);
  }

  int operations() {
    return operations;
  }

  /** What a machine finds that lost power now. */
  synchronized SimulatedStorage afterCrash(Random random) {
    var after = new SimulatedStorage();
    files.forEach((name, node) -> {
      if (node.isNameSynced || random.nextBoolean()) {
        var survivor = new Node();
        survivor.data = torn(node, random);
        survivor.synced = survivor.data;
        survivor.isNameSynced = true;
        after.files.put(name, survivor);
      }
    });
    return after;
  }

  private static byte[] torn(Node node, Random random) {
    byte[] survivor = node.data.clone();
    int syncedLength = Math.min(node.synced.length, survivor.length);
    int keep =
        syncedLength
            + (survivor.length > syncedLength
                ? random.nextInt(survivor.length - syncedLength + 1)
                : 0);
    boolean losesSectors = random.nextBoolean();
    for (int at = syncedLength; losesSectors && at < keep; ) {
      int end = Math.min(keep, (at / SECTOR + 1) * SECTOR);
      if (random.nextInt(3) == 0) {
        Arrays.fill(survivor, at, end, (byte) 0);
      }
      at = end;
    }
    return Arrays.copyOf(survivor, keep);
  }

  /** Replaces a file as an attacker or a bad disk would. */
  synchronized void put(String name, byte[] data) {
    Node node = files.computeIfAbsent(name, key -> new Node());
    node.data = data;
    node.synced = data;
    node.isNameSynced = true;
  }

  synchronized byte[] bytes(String name) throws IOException {
    return node(name).data.clone();
  }

  synchronized void delete(String name) {
    files.remove(name);
  }

  private Node node(String name) throws IOException {
    Node node = files.get(name);
    if (node == null) {
      throw new IOException("no file " + name);
    }
    return node;
  }

  private Fault next() throws IOException {
    operations++;
    Fault fault = faults.remove(operations);
    if (fault == Fault.ERROR) {
      throw new IOException("simulated I/O error at operation " + operations);
    }
    return fault == null ? Fault.ERROR : fault;
  }

  @Override
  public synchronized List<String> names() {
    return List.copyOf(new TreeSet<>(files.keySet()));
  }

  @Override
  public synchronized LogFile create(String name) throws IOException {
    next();
    if (files.containsKey(name)) {
      throw new IOException("there is a file " + name);
    }
    files.put(name, new Node());
    return open(name);
  }

  @Override
  public synchronized LogFile open(String name) throws IOException {
    return new SimulatedFile(node(name));
  }

  @Override
  public synchronized InputStream read(String name) throws IOException {
    return new ByteArrayInputStream(bytes(name));
  }

  @Override
  public synchronized long size(String name) throws IOException {
    return node(name).data.length;
  }

  @Override
  public synchronized void syncFolder() throws IOException {
    next();
    files.values().forEach(node -> node.isNameSynced = true);
  }

  @Override
  public synchronized Closeable lock() throws IOException {
    if (isLocked) {
      throw new IOException("another writer");
    }
    isLocked = true;
    return () -> isLocked = false;
  }

  private final class SimulatedFile implements LogFile {
    private final Node node;

    SimulatedFile(Node node) {
      this.node = node;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      synchronized (SimulatedStorage.this) {
        int wanted = bytes.remaining();
        Fault fault = next();
        int taken = fault == Fault.ERROR ? wanted : (wanted + 1) / 2;
        var out = new ByteArrayOutputStream();
        out.writeBytes(node.data);
        byte[] part = new byte[taken];
        bytes.get(part);
        out.writeBytes(part);
        node.data = out.toByteArray();
        if (fault == Fault.PARTIAL_THEN_ERROR) {
          throw new IOException("simulated: no space left");
        }
        return taken;
      }
    }

    @Override
    public void sync() throws IOException {
      synchronized (SimulatedStorage.this) {
        next();
        node.synced = node.data;
      }
    }

    @Override
    public void truncate(long size) throws IOException {
      synchronized (SimulatedStorage.this) {
        next();
        node.data = Arrays.copyOf(node.data, (int) size);
      }
    }

    @Override
    public void close() {}
  }
}
