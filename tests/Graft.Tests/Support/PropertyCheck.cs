using FsCheck;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;

namespace Graft.Tests.Support;

/// <summary>Checks FsCheck properties without a word where they hold.</summary>
internal static class PropertyCheck
{
    /// <summary>Fails the test, with the smallest case found, where the property does not hold.</summary>
    public static void Holds(this Property property, int cases = 100) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(cases).WithRunner(new QuietRunner()), property);

    private sealed class QuietRunner : IRunner
    {
        private readonly IRunner _throwing = Config.QuickThrowOnFailure.Runner;

        public void OnStartFixture(Type t)
        {
        }

        public void OnArguments(int ntest, FSharpList<object> args, FSharpFunc<int, FSharpFunc<FSharpList<object>, string>> every)
        {
        }

        public void OnShrink(FSharpList<object> args, FSharpFunc<FSharpList<object>, string> everyShrink)
        {
        }

        public void OnFinished(string name, FsCheck.TestResult testResult)
        {
            if (!testResult.IsPassed)
                _throwing.OnFinished(name, testResult);
        }
    }
}
