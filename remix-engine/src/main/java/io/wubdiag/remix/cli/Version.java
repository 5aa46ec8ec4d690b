package io.wubdiag.remix.cli;

import picocli.CommandLine.IVersionProvider;

/** The output of {@code --version}. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {
      "remix "
          + (version == null ? "unknown" : version)
          + " on Java "
          + System.getProperty("java.runtime.version")
    };
  }
}
