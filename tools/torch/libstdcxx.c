/* The one symbol that GCC 13's C++ runtime has and TorchSharp's library asks for. In GCC 13 it sets up the standard
   streams; older runtimes do that in every library that uses them, so that nothing is left to do. */
void _ZSt21ios_base_library_initv(void)
{
}
