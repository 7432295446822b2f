# METADATA
# title: What paths mean
package tappass.lib.paths

import rego.v1

credential_folders := {".ssh", ".aws", ".gnupg", ".kube", ".docker"}

credential_files := {".env", ".netrc", ".pgpass", ".git-credentials", "credentials.json"}

# A path that keys, tokens or passwords are usually kept in.
holds_credentials(path) if {
	some segment in split(path, "/")
	segment in credential_folders
}

holds_credentials(path) if {
	segments := split(path, "/")
	segments[count(segments) - 1] in credential_files
}
