# A test of the runner: the file itself fails before any test can run.
Describe 'never listed' {
    throw 'the file is broken'
}
