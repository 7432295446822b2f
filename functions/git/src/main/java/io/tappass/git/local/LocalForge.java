package io.tappass.git.local;

import io.tappass.git.QuietSystem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.Daemon;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.resolver.ServiceNotEnabledException;

/**
 * A bare repository served over {@code git://} on loopback. It accepts what any forge would accept;
 * whether a pushed policy compiles is said by the status, not by the push.
 */
public final class LocalForge implements AutoCloseable {
  /** The only repository it serves. */
  public static final String NAME = "policy.git";

  private static final long OBJECT_BYTES_MAX = 8L << 20;
  private static final long PACK_BYTES_MAX = 64L << 20;

  private final Repository repository;
  private final Path folder;
  private final Daemon daemon;

  private LocalForge(Repository repository, Path folder, Daemon daemon) {
    this.repository = repository;
    this.folder = folder;
    this.daemon = daemon;
  }

  /**
   * Starts the server over the bare repository in {@code folder}, making it if it is not there.
   *
   * @param port on loopback; 0 takes a free one
   * @param pushed is told the new commit id of the branch {@code main} after each accepted push
   */
  public static LocalForge start(Path folder, int port, Consumer<String> pushed)
      throws IOException {
    QuietSystem.install();
    Repository repository = openOrInit(folder);
    var daemon = new Daemon(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    daemon.setTimeout(20);
    daemon.setRepositoryResolver((client, name) -> resolve(repository, name));
    daemon.setReceivePackFactory((client, target) -> receivePack(target, pushed));
    daemon.getService("git-receive-pack").setEnabled(true);
    daemon.getService("git-upload-pack").setEnabled(true);
    daemon.start();
    return new LocalForge(repository, folder, daemon);
  }

  private static Repository openOrInit(Path folder) throws IOException {
    try {
      if (Files.isDirectory(folder.resolve("objects"))) {
        return Git.open(folder.toFile()).getRepository();
      }
      Git git =
          Git.init().setBare(true).setInitialBranch("main").setDirectory(folder.toFile()).call();
      return git.getRepository();
    } catch (GitAPIException e) {
      throw new IOException("the policy repository cannot be made: " + e.getMessage(), e);
    }
  }

  private static Repository resolve(Repository repository, String name)
      throws ServiceNotEnabledException {
    if (!name.equals(NAME)) {
      throw new ServiceNotEnabledException("only " + NAME + " is served here");
    }
    repository.incrementOpen();
    return repository;
  }

  private static ReceivePack receivePack(Repository target, Consumer<String> pushed) {
    var pack = new ReceivePack(target);
    pack.setAllowDeletes(false);
    // A rewind is accepted here as a careless forge would; the control loop has to refuse it.
    pack.setAllowNonFastForwards(true);
    pack.setCheckReceivedObjects(true);
    pack.setMaxObjectSizeLimit(OBJECT_BYTES_MAX);
    pack.setMaxPackSizeLimit(PACK_BYTES_MAX);
    pack.setPostReceiveHook((received, commands) -> {
      for (ReceiveCommand command : commands) {
        if (command.getRefName().equals(Constants.R_HEADS + "main")
            && command.getResult() == ReceiveCommand.Result.OK) {
          pushed.accept(command.getNewId().name());
        }
      }
    });
    return pack;
  }

  /** The address for {@code git push} and {@code git clone}. */
  public String url() {
    return "git://127.0.0.1:" + daemon.getAddress().getPort() + "/" + NAME;
  }

  /** The bare repository's folder; plain git can push to it as a path. */
  public Path folder() {
    return folder;
  }

  @Override
  public void close() {
    daemon.stop();
    repository.close();
  }
}
