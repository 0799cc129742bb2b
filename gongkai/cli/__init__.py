"""The command line: ``gongkai read · status · sql`` and the commands of the other rooms."""
