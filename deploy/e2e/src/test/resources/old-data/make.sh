#!/bin/sh
# Makes data.zip, and the answers in after.txt, with the product of another commit:
#   deploy/e2e/src/test/resources/old-data/make.sh COMMIT
set -eu
root=$(git -C "$(dirname -- "$0")" rev-parse --show-toplevel)
place=$(mktemp -d)
trap 'git -C "$root" worktree remove --force "$place/old"; rm -rf "$place"' EXIT
git -C "$root" worktree add --detach "$place/old" "$1"
(cd "$place/old" && ./mvnw -B -ntp -Dquick -DskipTests -pl deploy/launcher -am package)
cd "$root"
./mvnw -B -ntp -Dquick -pl deploy/e2e -am verify -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false \
  -Dit.test=OldDataFolderIT -Dfailsafe.failIfNoSpecifiedTests=false -Dold-data.make="$place/old"
